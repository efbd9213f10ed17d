using GvNap.Benchmarks;
using GvNap.Benchmarks.Measuring;

Func<Table, Task>[] all = [RegisterBenchmark.RunAsync, SearchBenchmark.RunAsync, DownloadBenchmark.RunAsync];
var chosen = args switch
{
    [] => all,
    ["register"] => [RegisterBenchmark.RunAsync],
    ["search"] => [SearchBenchmark.RunAsync],
    ["download"] => [DownloadBenchmark.RunAsync],
    _ => null,
};
if (chosen is null)
{
    Console.Error.WriteLine("Usage: GvNap.Benchmarks [register | search | download]");
    return 2;
}

var table = new Table();
foreach (var benchmark in chosen)
{
    await benchmark(table);
}

Console.WriteLine(table);
return 0;
