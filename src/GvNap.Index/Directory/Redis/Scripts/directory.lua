-- What the scripts of the {dir} slot share. KEYS and ARGV are each script's own.

-- Milliseconds by the store's clock.
local function clock_now()
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A number without a fraction or an exponent.
local function digits(number)
    return string.format('%.0f', number)
end

-- The epoch; a store that was emptied gets the candidate.
local function read_epoch(clock, candidate)
    local epoch = redis.call('HGET', clock, 'epoch')
    if not epoch then
        epoch = candidate
        redis.call('HSET', clock, 'epoch', epoch)
    end
    return epoch
end

-- Appends to the change log, forgets its oldest record beyond the cap, and wakes the readers. The channel may be ''.
local function append(changes, clock, channel, cap, record)
    local sequence = redis.call('HINCRBY', clock, 'sequence', 1)
    redis.call('ZADD', changes, digits(sequence), digits(sequence) .. ' ' .. record)
    redis.call('ZREMRANGEBYSCORE', changes, '-inf', digits(sequence - tonumber(cap)))
    if channel ~= '' then
        redis.call('PUBLISH', channel, digits(sequence))
    end
    return digits(sequence)
end

-- session, revision, version, presence, server; nothing if the peer is not there.
local function read_state(state, peer)
    local value = redis.call('HGET', state, peer)
    if not value then
        return nil
    end
    return string.match(value, '^(%d+) (%d+) (%d+) (%a) (.*)$')
end
