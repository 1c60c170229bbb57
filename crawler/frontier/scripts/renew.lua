-- Extends leases. ARGV: lease in ms, then the tokens. Returns the tokens whose lease is lost.
local till = now_ms() + tonumber(ARGV[1])
local lost = {}
for n = 2, #ARGV do
  if call('ZSCORE', P .. 'leases', ARGV[n]) then
    call('ZADD', P .. 'leases', 'XX', int(till), ARGV[n])
  else
    lost[#lost + 1] = ARGV[n]
  end
end
return lost
