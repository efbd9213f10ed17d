using GvNap.Index.Directory;
using GvNap.Index.Directory.Redis;
using GvNap.Protocol.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Directory;

/// <summary>The directories of several index servers on one Redis, and what the followers of each see.</summary>
internal sealed class IndexCluster(string connection) : IAsyncDisposable
{
    private readonly List<Member> _members = [];

    public string Prefix { get; } = $"{Guid.NewGuid():N}:";

    public DirectoryOptions Options { get; init; } = new() { Lease = TimeSpan.FromSeconds(30), Grace = TimeSpan.FromSeconds(30) };

    public Member this[int member] => _members[member];

    public async Task<Member> StartAsync(Func<RedisDirectoryOptions, RedisDirectoryOptions>? change = null)
    {
        var view = new DirectoryView();

        // A machine that is busy with other tests may answer late: where that matters, the test says how late.
        var redis = new RedisDirectoryOptions { Connection = connection, KeyPrefix = Prefix, CommandTimeout = TimeSpan.FromSeconds(20) };
        var told = new ToldCatalogues();
        var directory = new RedisDirectory(change is null ? redis : change(redis), Options, told.Before(view.Apply), told.EntriesOf, TimeProvider.System, NullLogger.Instance);
        var member = new Member(directory, view);
        _members.Add(member);
        await directory.StartAsync(TestContext.Current.CancellationToken);
        return member;
    }

    /// <summary>Takes a server away as kill -9 does: it says goodbye to nobody.</summary>
    public async Task KillAsync(Member member)
    {
        _members.Remove(member);
        await member.DisposeAsync();
    }

    /// <summary>Waits until all servers' followers see the peer attached with just these files.</summary>
    public Task SeeAsync(PeerId peer, params string[] files) => Eventually.TrueAsync(
        () => _members.TrueForAll(member => member.View.Has(peer, files)), $"all servers list {peer} with {string.Join(',', files)}");

    /// <summary>Waits until no server's followers see the peer.</summary>
    public Task SeeGoneAsync(PeerId peer) => Eventually.TrueAsync(
        () => _members.TrueForAll(member => member.View.Find(peer) is null), $"no server lists {peer}");

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }
    }

    /// <summary>One server: what its followers see, and heartbeats of the peers that are connected to it.</summary>
    internal sealed class Member(RedisDirectory directory, DirectoryView view) : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly HashSet<PeerSession> _alive = [];
        private readonly CancellationTokenSource _stopping = new();
        private Task? _beating;

        public IPeerDirectory Directory { get; } = directory;

        public DirectoryView View { get; } = view;

        /// <summary>The peer gives signs of life from now on.</summary>
        public void Beat(PeerSession session)
        {
            lock (_gate)
            {
                _alive.Add(session);
                _beating ??= BeatAsync();
            }
        }

        /// <summary>The peer falls silent.</summary>
        public void Silence(PeerSession session)
        {
            lock (_gate)
            {
                _alive.Remove(session);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            if (_beating is not null)
            {
                await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await Directory.DisposeAsync();
            Assert.Empty(View.Complaints);
        }

        private async Task BeatAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                lock (_gate)
                {
                    foreach (var session in _alive)
                    {
                        Directory.Renew(session);
                    }
                }
            }
        }
    }
}
