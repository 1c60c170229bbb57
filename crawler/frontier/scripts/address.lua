-- Notes at which address a host was met. ARGV: host, address. Returns whether that is news.
local h = host_of(ARGV[1])
if h.address == ARGV[2] then return 0 end
if h.address ~= '' then call('ZREM', P .. 'parked:' .. h.address, h.name) end
call('HSET', P .. 'host:' .. h.name, 'address', ARGV[2])
h.address = ARGV[2]
if call('SISMEMBER', P .. 'waiting', h.name) == 1 then place(h) end
return 1
