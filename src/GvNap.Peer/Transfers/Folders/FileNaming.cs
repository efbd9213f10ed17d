using System.Threading.Channels;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>Gives the small files that several connections write their names, in batches, while the next ones come: whatever has gathered meanwhile goes together.</summary>
/// <param name="files">Are told what is complete.</param>
internal sealed class FileNaming(FolderFiles files)
{
    private const int WaitingBatches = 4;

    private readonly Channel<FileBatch> _batches = Channel.CreateBounded<FileBatch>(WaitingBatches);

    /// <summary>Hands over a batch; waits while too many others wait.</summary>
    public ValueTask AddAsync(FileBatch batch, CancellationToken cancellationToken) => _batches.Writer.WriteAsync(batch, cancellationToken);

    /// <summary>There will be no more.</summary>
    public void Complete() => _batches.Writer.TryComplete();

    /// <summary>Names what is handed over, to the end.</summary>
    /// <param name="stop">Is cancelled when the disk fails.</param>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        try
        {
            while (await _batches.Reader.WaitToReadAsync(CancellationToken.None))
            {
                var together = new List<FileBatch>();
                while (_batches.Reader.TryRead(out var batch))
                {
                    together.Add(batch);
                }

                // Not a thread of the pool: it waits for the disk most of the time, and the connections need those.
                await Task.Factory.StartNew(() => Commit(together), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
        catch
        {
            await stop.CancelAsync();
            await _batches.Reader.ReadAllAsync(CancellationToken.None).CountAsync(CancellationToken.None);
            throw;
        }
    }

    private void Commit(IReadOnlyList<FileBatch> batches)
    {
        var gone = FileBatch.Commit(batches);
        files.CountCompleted(batches.Sum(batch => batch.Count) - gone.Count, batches.Sum(batch => batch.Bytes) - gone.Sum(file => file.Content.Size));
        foreach (var file in gone)
        {
            files.PutBack(file);
        }
    }
}
