-- Moves the deadlines of a server's peers that gave a sign of life.
-- KEYS: state, deadlines, clock.
-- ARGV: epoch candidate, lease in milliseconds, then for each peer: peer, session, milliseconds since its last sign.
-- Returns: epoch, then the peers that are not there, or not attached, in this session: their server writes them again.
-- One of a newer session belongs to another server, and is passed over.
local missing = {read_epoch(KEYS[3], ARGV[1])}
local now = clock_now()
for i = 3, #ARGV, 3 do
    local session, _, _, presence = read_state(KEYS[1], ARGV[i])
    if not session or tonumber(session) < tonumber(ARGV[i + 1]) or (session == ARGV[i + 1] and presence ~= 'A') then
        missing[#missing + 1] = ARGV[i]
    elseif session == ARGV[i + 1] then
        redis.call('ZADD', KEYS[2], digits(now + tonumber(ARGV[2]) - tonumber(ARGV[i + 2])), ARGV[i])
    end
end
return missing
