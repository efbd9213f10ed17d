using System.Globalization;
using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory.Model;

/// <summary>
/// Two servers and some peers do random things, Redis commands fail at random writes, servers die there. Whenever
/// everything has come to rest, the followers of each server see exactly the peers that are connected, each with its
/// files.
/// </summary>
[Collection(ShortLeaseCollection.Name)]
public sealed class RedisDirectoryModelTests(RedisFixture redis, ITestOutputHelper output)
{
    private const int Peers = 6;
    private const int Rounds = 5;
    private const int StepsARound = 14;

    public static TheoryData<int> Seeds =>
        int.TryParse(Environment.GetEnvironmentVariable("GVNAP_TEST_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? [seed]
            : [1, 2, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task All_servers_agree_with_a_simple_model_whatever_happens(int seed)
    {
        output.WriteLine($"Again with GVNAP_TEST_SEED={seed}");
        var random = new Random(seed);
        var options = new DirectoryOptions { Lease = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromSeconds(30) };
        await using var cluster = new IndexCluster(await redis.ConnectionAsync()) { Options = options };
        var world = new ModelWorld(cluster, random, Peers);
        await world.StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            for (var step = 0; step < StepsARound; step++)
            {
                await world.StepAsync();
            }

            await world.RestAsync($"seed {seed}, round {round}");
        }
    }
}
