using GvNap.Index.Directory;
using GvNap.Index.Directory.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Directory;

public sealed class MemoryDirectoryTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly DirectoryView _view = new();
    private readonly ToldCatalogues _told = new();
    private readonly MemoryDirectory _directory;

    public MemoryDirectoryTests() => _directory = new(new DirectoryOptions(), _told.Before(_view.Apply), _told.EntriesOf, _time, NullLogger.Instance);

    public async ValueTask InitializeAsync() => await _directory.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    [Fact]
    public async Task A_lease_lasts_as_long_as_it_is_said_to()
    {
        var alice = await _directory.AttachAsync("alice");
        Pass(15);
        Assert.NotNull(_view.Find(alice.Session.Peer));
        Pass(1);
        Assert.Null(_view.Find(alice.Session.Peer));
    }

    [Fact]
    public async Task A_name_is_free_after_lease_and_grace()
    {
        var alice = await _directory.AttachAsync("alice");
        Pass(75);
        Assert.Equal(AttachOutcome.NameTaken, (await _directory.AttachAsync("alice")).Outcome);
        Pass(1);
        Assert.Equal(AttachOutcome.Joined, (await _directory.AttachAsync("alice", alice.ResumeToken)).Outcome);
    }

    [Fact]
    public async Task After_a_pause_of_the_process_nobody_lapses_for_one_lease()
    {
        var alice = await _directory.AttachAsync("alice");
        _time.Advance(TimeSpan.FromMinutes(1));
        Pass(14);
        Assert.NotNull(_view.Find(alice.Session.Peer));
        Pass(3);
        Assert.Null(_view.Find(alice.Session.Peer));
    }

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
