-- Lets a host rest as after a fetch, for what is no URL of ours. ARGV: host, its delay and cap if it has none yet.
-- Returns 0, or for how many ms it may not be asked yet.
local now = now_ms()
if not host_of(ARGV[1]).own_delay then set_host(ARGV[1], ARGV[2], ARGV[3]) end
local h = host_of(ARGV[1])
local at = math.max(h.next, h.blocked)
if at > now then return at - now end
rest(h, now, 0)
if call('SISMEMBER', P .. 'waiting', h.name) == 1 then place(h) end
return 0
