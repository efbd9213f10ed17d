-- Applies one batch to a peer's catalogue.
-- KEYS: catalogue chunk 0, then the other chunks that the batch touches; to replace, all chunks in order.
-- ARGV: session, base version, version, '1' to replace, highest chunk touched, lease + grace in milliseconds;
--       then for each key: how many are removed, their numbers, how many are added, their numbers and entries.
-- Returns: ok, missing (session), superseded, version, or top and the highest chunk in use (there are more chunks to delete).
local stored = redis.call('HMGET', KEYS[1], 'session', 'version', 'top', 'token', 'previous', 'server')
local top = tonumber(stored[3] or '0')
if not stored[1] or tonumber(stored[1]) < tonumber(ARGV[1]) then
    return {'missing', '0'}
end
if stored[1] ~= ARGV[1] then
    return {'superseded', '0'}
end
-- The version of a catalogue that is being written is not a number, and not final.
if stored[2] == ARGV[3] and ARGV[3] ~= '~' then
    return {'ok', '0'}
end
if ARGV[4] == '1' then
    if top > #KEYS - 1 then
        return {'top', string.format('%.0f', top)}
    end
    -- A hundred chunks freed here and now would hold everyone up.
    for i = 1, #KEYS do
        redis.call('UNLINK', KEYS[i])
    end
    redis.call('HSET', KEYS[1], 'session', stored[1], 'token', stored[4], 'previous', stored[5] or '', 'server', stored[6])
    top = 0
elseif (stored[2] or '0') ~= ARGV[2] then
    return {'version', '0'}
end

local at = 7
for i = 1, #KEYS do
    local removed = tonumber(ARGV[at])
    for j = at + 1, at + removed, 1000 do
        redis.call('HDEL', KEYS[i], unpack(ARGV, j, math.min(j + 999, at + removed)))
    end
    at = at + 1 + removed
    local added = tonumber(ARGV[at])
    for j = at + 1, at + 2 * added, 1000 do
        redis.call('HSET', KEYS[i], unpack(ARGV, j, math.min(j + 999, at + 2 * added)))
    end
    at = at + 1 + 2 * added
    redis.call('PEXPIRE', KEYS[i], ARGV[6])
end
redis.call('HSET', KEYS[1], 'version', ARGV[3], 'top', string.format('%.0f', math.max(top, tonumber(ARGV[5]))))
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return {'ok', '0'}
