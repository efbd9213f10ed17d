namespace GvNap.Index.Tests.Directory;

public sealed class MemoryPeerDirectoryTests : PeerDirectoryContract
{
    private protected override IDirectoryStore Store { get; } = new InMemory();
}

public sealed class RedisPeerDirectoryTests(RedisFixture server) : PeerDirectoryContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class GarnetPeerDirectoryTests(GarnetFixture server) : PeerDirectoryContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class MemoryCatalogueTests : CatalogueContract
{
    private protected override IDirectoryStore Store { get; } = new InMemory();
}

public sealed class RedisCatalogueTests(RedisFixture server) : CatalogueContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class GarnetCatalogueTests(GarnetFixture server) : CatalogueContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class MemoryBansTests : BansContract
{
    private protected override IDirectoryStore Store { get; } = new InMemory();
}

public sealed class RedisBansTests(RedisFixture server) : BansContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class GarnetBansTests(GarnetFixture server) : BansContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class RedisClusterPeerDirectoryTests(RedisClusterFixture cluster) : PeerDirectoryContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(cluster.ConnectionAsync);
}

public sealed class RedisClusterCatalogueTests(RedisClusterFixture cluster) : CatalogueContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(cluster.ConnectionAsync);
}

public sealed class RedisClusterBansTests(RedisClusterFixture cluster) : BansContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(cluster.ConnectionAsync);
}

public sealed class MemoryLapseTests : LapseContract
{
    private protected override IDirectoryStore Store { get; } = new InMemory();
}

public sealed class RedisLapseTests(RedisFixture server) : LapseContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class GarnetLapseTests(GarnetFixture server) : LapseContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server.ConnectionAsync);
}

public sealed class RedisClusterLapseTests(RedisClusterFixture cluster) : LapseContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(cluster.ConnectionAsync);
}
