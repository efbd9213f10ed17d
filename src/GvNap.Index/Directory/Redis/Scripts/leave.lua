-- Forgets a peer.
-- KEYS: lease, catalogue chunks in order from 0. ARGV: session.
-- Returns: ok, superseded, or top and the highest chunk in use (there are more chunks to delete).
local stored = redis.call('HMGET', KEYS[2], 'session', 'top')
if stored[1] and tonumber(stored[1]) > tonumber(ARGV[1]) then
    return {'superseded', '0'}
end
if tonumber(stored[2] or '0') > #KEYS - 2 then
    return {'top', stored[2]}
end
-- A hundred chunks freed here and now would hold everyone up.
for i = 1, #KEYS do
    redis.call('UNLINK', KEYS[i])
end
return {'ok', '0'}
