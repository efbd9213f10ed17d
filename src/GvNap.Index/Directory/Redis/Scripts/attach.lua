-- Begins a new session of a peer, if nobody else did since the caller looked.
-- KEYS: lease, catalogue chunk 0.
-- ARGV: session that the caller saw ('' for none), least new session, token hash, hash of the token before ('' for none),
--       server, record, lease and lease + grace in milliseconds.
-- Returns: session, catalogue version ('' for none), highest chunk; nothing if there is another session than the caller saw.
local stored = redis.call('HMGET', KEYS[2], 'session', 'version', 'top')
if (stored[1] or '') ~= ARGV[1] then
    return false
end
local time = redis.call('TIME')
local session = math.max(tonumber(ARGV[2]), tonumber(time[1]) * 1000000 + tonumber(time[2]))
if stored[1] then
    session = math.max(session, tonumber(stored[1]) + 1)
end
session = string.format('%.0f', session)
redis.call('HSET', KEYS[2], 'session', session, 'token', ARGV[3], 'previous', ARGV[4], 'server', ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[8])
redis.call('SET', KEYS[1], session .. ' ' .. ARGV[6], 'PX', ARGV[7])
return {session, stored[2] or '', stored[3] or '0'}
