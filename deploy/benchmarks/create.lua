-- wrk: logs a demand with everything on, a new Idempotency-Key each time. PACE (ms between requests of a connection) thins the load.
local pace = tonumber(os.getenv("PACE") or "0")
local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  local seed = io.open("/dev/urandom", "rb"):read(8)
  run = ""
  for i = 1, #seed do run = run .. string.format("%02x", seed:byte(i)) end
  count = 0
  headers = {
    ["Authorization"] = "Bearer " .. os.getenv("TOKEN"),
    ["Content-Type"] = "application/json",
  }
  body = [[{"customer": {"name": "Mrs Chen"}, "channel": "PHONE", "kind": "COMPLAINT", "stage": "AFTER_SALE",
    "subject": "Filter change for the water purifier", "statedRequest": "Wants somebody to come and change the filter; it is the third call about it this month, and last time somebody promised within a week and nobody came. She is at home every morning until eleven.",
    "impact": "MEDIUM", "urgency": "HIGH", "product": "WP-300", "team": "field-service", "tags": ["filter", "repeat"], "customFields": {"visits": 2}, "externalRef": "CRM-77"}]]
end

function request()
  count = count + 1
  headers["Idempotency-Key"] = run .. "-" .. id .. "-" .. count
  return wrk.format("POST", "/v1/tickets", headers, body)
end

if pace > 0 then
  function delay() return pace end
end

function done(summary, latency)
  io.write(string.format("RESULT %.1f %.2f %.2f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout + summary.errors.read))
end
