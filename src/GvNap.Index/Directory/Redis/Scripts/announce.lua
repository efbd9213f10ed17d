-- Changes what the directory says of one peer, and appends that to the log.
-- KEYS: state, deadlines, changes, clock.
-- ARGV: epoch candidate, channel, log cap, kind, peer, session, milliseconds left of the lease,
--       catalogue version, server, detail.
-- Kinds: A attached, R record changed, C catalogue changed, D detached, L left.
-- Who left did so in all sessions up to this one; any other change needs the very session that the directory knows.
-- Returns: ok, missing or superseded; epoch; sequence.
local epoch = read_epoch(KEYS[4], ARGV[1])
local kind, peer = ARGV[4], ARGV[5]
local session, revision, version, presence, server = read_state(KEYS[1], peer)

if session and tonumber(session) > tonumber(ARGV[6]) then
    return {'superseded', epoch, '0'}
end
if kind ~= 'A' and session ~= ARGV[6] and not (kind == 'L' and session) then
    return {'missing', epoch, '0'}
end

if kind == 'C' or kind == 'A' then
    version = ARGV[8]
end
local sequence = append(KEYS[3], KEYS[4], ARGV[2], ARGV[3],
    kind .. ' ' .. peer .. ' ' .. ARGV[6] .. ' ' .. version .. ' ' .. ARGV[9] .. ' ' .. ARGV[10])

if kind == 'L' then
    redis.call('HDEL', KEYS[1], peer)
    redis.call('ZREM', KEYS[2], peer)
    return {'ok', epoch, sequence}
end

if kind == 'A' then
    presence, server, revision = 'A', ARGV[9], sequence
    redis.call('ZADD', KEYS[2], digits(clock_now() + tonumber(ARGV[7])), peer)
elseif kind == 'R' then
    revision = sequence
elseif kind == 'D' then
    presence = 'D'
end
redis.call('HSET', KEYS[1], peer, ARGV[6] .. ' ' .. revision .. ' ' .. version .. ' ' .. presence .. ' ' .. server)
return {'ok', epoch, sequence}
