using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Directory;

public abstract class RedisDirectoryContract(StoreFixture store) : PeerDirectoryContract
{
    private protected override async Task<IPeerDirectory> CreateAsync()
    {
        var redis = new RedisDirectoryOptions { Connection = await store.ConnectionAsync(), KeyPrefix = $"{Guid.NewGuid():N}:" };
        return new RedisDirectory(redis, Options, View.Apply, TimeProvider.System, NullLogger.Instance);
    }
}

public sealed class RedisDirectoryOnRedisContractTests(RedisFixture store) : RedisDirectoryContract(store);

public sealed class RedisDirectoryOnGarnetContractTests(GarnetFixture store) : RedisDirectoryContract(store);
