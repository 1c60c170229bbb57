-- Lets go of up to ARGV[2] of the run ARGV[1]'s URLs: they stay due, but no longer for the run. Returns how many are left.
local run, most = ARGV[1], tonumber(ARGV[2])
local key = P .. 'run:' .. run
for _, uid in ipairs(call('SPOP', key, most)) do
  local r = record(uid)
  if r then
    local kept = {}
    each_run(r.runs, function(other) if other ~= run then kept[#kept + 1] = other end end)
    r.runs = table.concat(kept, ' ')
    save(uid, r)
  end
end
return call('SCARD', key)
