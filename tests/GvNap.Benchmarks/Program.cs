using GvNap.Benchmarks;
using GvNap.Benchmarks.Measuring;

Func<Table, Task>[] all = [RegisterBenchmark.RunAsync, SearchBenchmark.RunAsync, DownloadBenchmark.RunAsync, CrowdBenchmark.RunAsync, HttpBenchmark.RunAsync];
var chosen = args switch
{
    [] => all,
    ["register"] => [RegisterBenchmark.RunAsync],
    ["search"] => [SearchBenchmark.RunAsync],
    ["download"] => [DownloadBenchmark.RunAsync],
    ["crowd"] => [CrowdBenchmark.RunAsync],
    ["http"] => [HttpBenchmark.RunAsync],
    _ => null,
};
if (chosen is null)
{
    Console.Error.WriteLine("Usage: GvNap.Benchmarks [register | search | download | crowd | http]");
    return 2;
}

var table = new Table();
foreach (var benchmark in chosen)
{
    await benchmark(table);
}

Console.WriteLine(table);
return 0;
