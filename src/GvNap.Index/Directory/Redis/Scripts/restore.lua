-- Writes again what a server knows of a peer that it holds; also when only the record changed.
-- A newer session wins, unless this very server wrote it: that was a command that it had given up on; or the caller knows
-- that nobody was told of it.
-- KEYS: lease, catalogue chunk 0.
-- ARGV: session, token hash, hash of the token before ('' for none), server, record, lease and lease + grace in milliseconds,
--       '1' to write over a newer session.
-- Returns: catalogue version ('' for none), highest chunk; nothing if there is a newer session.
local stored = redis.call('HMGET', KEYS[2], 'session', 'server', 'version', 'top')
if stored[1] and tonumber(stored[1]) > tonumber(ARGV[1]) and stored[2] ~= ARGV[4] and ARGV[8] ~= '1' then
    return false
end
redis.call('HSET', KEYS[2], 'session', ARGV[1], 'token', ARGV[2], 'previous', ARGV[3], 'server', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[5], 'PX', ARGV[6])
return {stored[3] or '', stored[4] or '0'}
