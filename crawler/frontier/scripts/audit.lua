-- Tells of each URL which queue holds it, changing nothing. ARGV[1]: ids, 16 bytes each. Returns a letter for each: w is due,
-- s is due later, o is in neither queue, t in both, - has no record.
local now = now_ms()
local letters = {}
for n = 1, #ARGV[1] / 16 do
  local uid = string.sub(ARGV[1], 16 * n - 15, 16 * n)
  local r = record(uid)
  local due = r and call('ZSCORE', P .. 'due:' .. r.host, uid)
  local old = r and call('ZSCORE', P .. 'back:' .. r.host, uid)
  local at = tonumber(due or old)
  letters[n] = not r and '-' or due and old and 't' or not at and 'o' or at > now and 's' or 'w'
end
return table.concat(letters)
