-- Gives a user name back.
-- KEYS: user. ARGV: peer. Returns: 1 if the name was the peer's.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
redis.call('DEL', KEYS[1])
return 1
