namespace GvNap.Peer.Transfers.Folders;

/// <summary>Writes small files, and has them named in batches while the next ones come. Safe for concurrent use.</summary>
internal sealed class SmallFileWriter(FolderFiles files)
{
    private const int BatchFiles = 4000;
    private const long BatchBytes = 64 * 1024 * 1024;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private FileBatch _batch = new();
    private Task _committing = Task.CompletedTask;

    /// <summary>Writes a whole, verified file.</summary>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public async ValueTask WriteAsync(FolderFile file, string folder, ReadOnlyMemory<byte> data)
    {
        var localName = SafePath.LocalName(file.Name);
        var part = SafePath.Combine(folder, SafePath.PartName(localName));
        if (!FileBatch.TryWrite(part, data.Span))
        {
            files.PutBack(file);
            return;
        }

        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            _batch.Add(file, part, folder, localName);
            if (_batch.Count >= BatchFiles || _batch.Bytes >= BatchBytes)
            {
                await CommitAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Names what is left, and waits until all are named.</summary>
    /// <exception cref="LocalFailureException">The disk failed.</exception>
    public async Task FinishAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await CommitAsync();
            await _committing;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CommitAsync()
    {
        await _committing;
        if (_batch.Count == 0)
        {
            return;
        }

        var batch = _batch;
        _batch = new FileBatch();
        _committing = Task.Run(() =>
        {
            batch.Commit();
            files.CountCompleted(batch.Count, batch.Bytes);
        });
    }
}
