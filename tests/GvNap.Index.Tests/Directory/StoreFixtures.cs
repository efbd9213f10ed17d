[assembly: AssemblyFixture(typeof(GvNap.Index.Tests.Directory.RedisFixture))]
[assembly: AssemblyFixture(typeof(GvNap.Index.Tests.Directory.GarnetFixture))]

namespace GvNap.Index.Tests.Directory;

/// <summary>A store that all tests share, each under its own key prefix; started when the first asks for it.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    private readonly Lazy<Task<StoreProcess?>> _process;

    private protected StoreFixture(Func<Task<StoreProcess?>> start) => _process = new(() => Task.Run(start));

    /// <summary>Where it is; skips the test if there is none on this machine.</summary>
    public async Task<string> ConnectionAsync()
    {
        var process = await _process.Value;
        if (process is null)
        {
            Assert.Skip(Absent);
        }

        return process.Connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.IsValueCreated && await _process.Value is { } process)
        {
            await process.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected abstract string Absent { get; }
}

public sealed class RedisFixture() : StoreFixture(StoreProcess.StartRedisAsync)
{
    private protected override string Absent => "There is no redis-server on the PATH.";
}

public sealed class GarnetFixture() : StoreFixture(StoreProcess.StartGarnetAsync)
{
    private protected override string Absent => "garnet-server is not restored: run dotnet tool restore.";
}
