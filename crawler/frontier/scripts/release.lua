-- Gives URLs back unvisited. ARGV: wait in ms, whether the host was asked for something (0/1), then the tokens.
local now = now_ms()
local released = 0
look_up({ unpack(ARGV, 3) })
for n = 3, #ARGV do
  local r, uid, h = take_back(ARGV[n])
  if r then
    if ARGV[2] == '1' then rest(h, now, 0) end
    queue(uid, r, now + tonumber(ARGV[1]))
    released = released + 1
  end
end
keep(now)
return released
