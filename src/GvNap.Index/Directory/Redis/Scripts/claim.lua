-- Takes or keeps a user name.
-- KEYS: user. ARGV: peer, milliseconds to keep it at least.
-- Returns: 1 if the name is the peer's now, 0 if another holds it.
local owner = redis.call('GET', KEYS[1])
if not owner then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1
end
if owner ~= ARGV[1] then
    return 0
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
