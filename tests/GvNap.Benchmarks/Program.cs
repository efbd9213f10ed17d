using GvNap.Benchmarks;
using GvNap.Benchmarks.Measuring;
using GvNap.Benchmarks.Searching;

Dictionary<string, Func<Table, Task>> all = new()
{
    ["register"] = RegisterBenchmark.RunAsync,
    ["search"] = SearchBenchmark.RunAsync,
    ["index"] = IndexBenchmark.RunAsync,
    ["index-10m"] = IndexBenchmark.RunLargeAsync,
    ["bound"] = BoundBenchmark.RunAsync,
    ["resident"] = ResidentBenchmark.RunAsync,
    ["resident-10m"] = ResidentBenchmark.RunLargeAsync,
    ["download"] = DownloadBenchmark.RunAsync,
    ["sources"] = SourcesBenchmark.RunAsync,
    ["swarm"] = SwarmBenchmark.RunAsync,
    ["folder"] = FolderBenchmark.RunAsync,
    ["memory"] = MemoryBenchmark.RunAsync,
    ["hash"] = HashBenchmark.RunAsync,
    ["crowd"] = CrowdBenchmark.RunAsync,
    ["http"] = HttpBenchmark.RunAsync,
};
if (!args.All(all.ContainsKey))
{
    Console.Error.WriteLine($"Usage: GvNap.Benchmarks [{string.Join(" | ", all.Keys)}]…");
    return 2;
}

var programs = Directory.CreateTempSubdirectory("gvnap-programs-");
await Programs.PublishAsync(programs.FullName);
var table = new Table();
foreach (var name in args.Length == 0 ? all.Keys.Where(name => !name.EndsWith("-10m", StringComparison.Ordinal)) : args)
{
    await all[name](table);
}

Console.WriteLine(table);
programs.Delete(recursive: true);
return 0;
