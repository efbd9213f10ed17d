using GvNap.Index.Directory;
using GvNap.Index.Directory.Memory;
using GvNap.Index.Directory.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Directory;

/// <summary>Something that a directory is kept in.</summary>
internal interface IDirectoryStore
{
    /// <summary>Makes an empty directory; skips the test if the store is not on this machine.</summary>
    Task<IPeerDirectory> CreateAsync(DirectoryOptions options, Action<DirectoryEvent> onEvent);
}

internal sealed class InMemory : IDirectoryStore
{
    public Task<IPeerDirectory> CreateAsync(DirectoryOptions options, Action<DirectoryEvent> onEvent)
    {
        var told = new ToldCatalogues();
        return Task.FromResult<IPeerDirectory>(new MemoryDirectory(options, told.Before(onEvent), told.EntriesOf, TimeProvider.System, NullLogger.Instance));
    }
}

internal sealed class OnServer(Func<Task<string>> connection) : IDirectoryStore
{
    public async Task<IPeerDirectory> CreateAsync(DirectoryOptions options, Action<DirectoryEvent> onEvent)
    {
        // A machine that is busy with other tests may answer late: what that means is another test's matter.
        var redis = new RedisDirectoryOptions
        {
            Connection = await connection(),
            KeyPrefix = $"{Guid.NewGuid():N}:",
            CommandTimeout = TimeSpan.FromSeconds(20),
        };
        var told = new ToldCatalogues();
        return new RedisDirectory(redis, options, told.Before(onEvent), told.EntriesOf, TimeProvider.System, NullLogger.Instance);
    }
}
