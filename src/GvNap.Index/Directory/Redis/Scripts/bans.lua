-- Reads the bans, if they changed.
-- KEYS: bans, clock. ARGV: the version that is known.
-- Returns: epoch ('' if the store was emptied), version; and, if that is another, targets and values in turn.
local epoch = redis.call('HGET', KEYS[2], 'epoch') or ''
local version = epoch .. ' ' .. (redis.call('HGET', KEYS[2], 'bans') or '0')
if version == ARGV[1] then
    return {epoch, version}
end
return {epoch, version, redis.call('HGETALL', KEYS[1])}
