-- wrk: reads what the address says, with the token.
function init(args)
  headers = { ["Authorization"] = "Bearer " .. os.getenv("TOKEN") }
end

function request()
  return wrk.format("GET", nil, headers)
end

function done(summary, latency)
  io.write(string.format("RESULT %.1f %.2f %.2f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout + summary.errors.read))
end
