using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>A directory under test, and what its followers see. The contracts below it run against every store.</summary>
public abstract class ObservedDirectory : IAsyncLifetime
{
    /// <summary>Nobody lapses in the middle of a test, however busy the machine is, but where that is the test.</summary>
    private protected virtual TimeSpan Lease => TimeSpan.FromMinutes(1);

    private protected DirectoryOptions Options => new()
    {
        Lease = Lease,
        Grace = TimeSpan.FromSeconds(20),
        MaxFilesPerPeer = 5_000,
        MaxBans = 20,
    };

    private protected DirectoryView View { get; } = new();

    private protected IPeerDirectory Directory { get; private set; } = null!;

    private protected abstract IDirectoryStore Store { get; }

    private protected async Task<PeerSession> JoinAsync(string user)
    {
        var result = await Directory.AttachAsync(user);
        Assert.Equal(AttachOutcome.Joined, result.Outcome);
        return result.Session;
    }

    public async ValueTask InitializeAsync()
    {
        Directory = await Store.CreateAsync(Options, View.Apply);
        await Directory.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory is not null)
        {
            await Directory.DisposeAsync();
        }

        Assert.Empty(View.Complaints);
        GC.SuppressFinalize(this);
    }
}
