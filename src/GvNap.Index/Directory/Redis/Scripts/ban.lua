-- Changes bans.
-- KEYS: bans, clock.
-- ARGV: epoch candidate, then for each change: + (set), ? (set if it is not there) or - (remove), the target, its value.
-- Returns: epoch.
local epoch = read_epoch(KEYS[2], ARGV[1])
for i = 2, #ARGV, 3 do
    if ARGV[i] == '+' then
        redis.call('HSET', KEYS[1], ARGV[i + 1], ARGV[i + 2])
    elseif ARGV[i] == '?' then
        redis.call('HSETNX', KEYS[1], ARGV[i + 1], ARGV[i + 2])
    else
        redis.call('HDEL', KEYS[1], ARGV[i + 1])
    end
end
redis.call('HINCRBY', KEYS[2], 'bans', 1)
return epoch
