-- Reads on in the change log.
-- KEYS: changes, clock. ARGV: sequence number of the last record that is known, most records.
-- Returns: epoch ('' if the store was emptied), last sequence number, records in order.
return {
    redis.call('HGET', KEYS[2], 'epoch') or '',
    redis.call('HGET', KEYS[2], 'sequence') or '0',
    redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf', 'LIMIT', 0, tonumber(ARGV[2])),
}
