using GvNap.Peer.IndexClient;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Tests.IndexClient;

/// <summary>Shared files that a test changes.</summary>
internal sealed class ChangingCatalogue
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ShareSnapshot _current = ShareSnapshot.Empty;

    public ChangingCatalogue(params string[] names) => Set(names);

    public CatalogueSource Source => new(() => _current, WaitAsync);

    public static SharedFile File(uint number, string name, string description = "") =>
        new(number, name, description, new ContentId(Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes(name)), 1234));

    public void Set(params string[] names) => Set(names.Select((name, i) => File((uint)i, name)));

    public void Set(IEnumerable<SharedFile> files)
    {
        lock (_lock)
        {
            _current = new ShareSnapshot(_current.Revision + 1, files.ToDictionary(f => f.Number));
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private Task WaitAsync(long revision, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _current.Revision > revision ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
        }
    }
}
