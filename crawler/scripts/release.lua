-- Gives URLs back unvisited. ARGV: wait in ms, whether the host was asked for something (0/1), then the tokens.
local now = now_ms()
local released = 0
for n = 3, #ARGV do
  local r, uid = leased(ARGV[n])
  if r then
    drop_lease(ARGV[n], uid, r)
    if ARGV[2] == '1' then rest(r.host, now, 0) end
    queue(uid, r.host, now + tonumber(ARGV[1]), r.back == '1')
    released = released + 1
  end
end
return released
