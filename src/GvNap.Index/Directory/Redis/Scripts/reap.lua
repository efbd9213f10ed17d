-- Removes the peers whose lease lapsed. After a pause of the store or of all servers, or when the store's clock went
-- back, nobody is removed for one lease: the living need the time to renew.
-- KEYS: state, deadlines, changes, clock.
-- ARGV: epoch candidate, channel, log cap, lease in milliseconds, longest pause in milliseconds, most peers a call.
-- Returns: the number of peers removed.
read_epoch(KEYS[4], ARGV[1])
local now, lease = clock_now(), tonumber(ARGV[4])
local last = tonumber(redis.call('HGET', KEYS[4], 'reap') or '-1')
local hold = tonumber(redis.call('HGET', KEYS[4], 'hold') or '0')

if last < 0 or now < last or now - last > tonumber(ARGV[5]) then
    hold = now + lease
    redis.call('HSET', KEYS[4], 'hold', digits(hold))
    for _, peer in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. digits(now + lease), '+inf')) do
        redis.call('ZADD', KEYS[2], digits(now + lease), peer)
    end
end
redis.call('HSET', KEYS[4], 'reap', digits(now))
if now < hold then
    return 0
end

local lapsed = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', digits(now), 'LIMIT', 0, tonumber(ARGV[6]))
for _, peer in ipairs(lapsed) do
    local session, _, version, _, server = read_state(KEYS[1], peer)
    redis.call('ZREM', KEYS[2], peer)
    if session then
        redis.call('HDEL', KEYS[1], peer)
        append(KEYS[3], KEYS[4], ARGV[2], ARGV[3], 'L ' .. peer .. ' ' .. session .. ' ' .. version .. ' ' .. server .. ' - 0 - - -')
    end
end
return #lapsed
