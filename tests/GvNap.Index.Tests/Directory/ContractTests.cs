namespace GvNap.Index.Tests.Directory;

public sealed class MemoryPeerDirectoryTests : PeerDirectoryContract
{
    private protected override IDirectoryStore Store { get; } = new InMemory();
}

public sealed class RedisPeerDirectoryTests(RedisFixture server) : PeerDirectoryContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server);
}

public sealed class GarnetPeerDirectoryTests(GarnetFixture server) : PeerDirectoryContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server);
}

public sealed class MemoryCatalogueTests : CatalogueContract
{
    private protected override IDirectoryStore Store { get; } = new InMemory();
}

public sealed class RedisCatalogueTests(RedisFixture server) : CatalogueContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server);
}

public sealed class GarnetCatalogueTests(GarnetFixture server) : CatalogueContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server);
}

public sealed class MemoryBansTests : BansContract
{
    private protected override IDirectoryStore Store { get; } = new InMemory();
}

public sealed class RedisBansTests(RedisFixture server) : BansContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server);
}

public sealed class GarnetBansTests(GarnetFixture server) : BansContract
{
    private protected override IDirectoryStore Store { get; } = new OnServer(server);
}
