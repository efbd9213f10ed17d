using System.Buffers;
using System.Threading.Channels;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>
/// Writes the small files that several connections bring, one after another, since a folder takes one new entry at a time
/// in any case; and has them named in batches while the next ones come.
/// </summary>
internal sealed class SmallFileWriter(FolderFiles files)
{
    private const int WaitingFiles = 64;
    private const int BatchFiles = 4000;
    private const long BatchBytes = 64 * 1024 * 1024;

    private readonly Channel<Arrived> _arrived = Channel.CreateBounded<Arrived>(WaitingFiles);
    private FileBatch _batch = new();
    private Task _committing = Task.CompletedTask;

    /// <summary>Hands over a whole, verified file; waits while too many others wait.</summary>
    public ValueTask AddAsync(FolderFile file, string folder, ReadOnlySpan<byte> data, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(buffer);
        return _arrived.Writer.WriteAsync(new Arrived(file, folder, buffer), cancellationToken);
    }

    /// <summary>There will be no more.</summary>
    public void Complete() => _arrived.Writer.TryComplete();

    /// <summary>Writes and names what is handed over, to the end.</summary>
    /// <param name="stop">Is cancelled when the disk fails.</param>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        try
        {
            await foreach (var arrived in _arrived.Reader.ReadAllAsync(CancellationToken.None))
            {
                Write(arrived);
                ArrayPool<byte>.Shared.Return(arrived.Data);
                if (_batch.Count >= BatchFiles || _batch.Bytes >= BatchBytes)
                {
                    await CommitAsync();
                }
            }

            await CommitAsync();
            await _committing;
        }
        catch
        {
            await stop.CancelAsync();
            await _arrived.Reader.ReadAllAsync(CancellationToken.None).CountAsync(CancellationToken.None);
            throw;
        }
    }

    private void Write(Arrived arrived)
    {
        var localName = SafePath.LocalName(arrived.File.Name);
        var part = SafePath.Combine(arrived.Folder, SafePath.PartName(localName));
        if (FileBatch.TryWrite(part, arrived.Data.AsSpan(0, (int)arrived.File.Content.Size)))
        {
            _batch.Add(arrived.File, part, arrived.Folder, localName);
        }
        else
        {
            files.PutBack(arrived.File);
        }
    }

    private async Task CommitAsync()
    {
        await _committing;
        var batch = _batch;
        _batch = new FileBatch();
        _committing = Task.Run(() =>
        {
            batch.Commit();
            files.CountCompleted(batch.Count, batch.Bytes);
        });
    }

    private readonly record struct Arrived(FolderFile File, string Folder, byte[] Data);
}
