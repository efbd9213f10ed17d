using GvNap.Peer.Rates;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Transfers.Folders;

/// <summary>Fetches small files one after another over one connection, several asked for ahead; each is verified and written as it comes.</summary>
internal sealed class SmallFileFetcher(SourceConnection connection, FolderFiles files, FolderTree tree, FileNaming naming, SourceEntry entry, TransferRate rate)
{
    /// <summary>Files that are asked for ahead: each takes two requests, to open and to read.</summary>
    private const int FilesAhead = ProtocolLimits.OutstandingRequests / 2;

    private readonly Queue<(FolderFile File, string Folder)> _asked = new();
    private FileBatch _batch = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(FolderFiles.SmallSize);

    /// <summary>The place in the source's queue, if that it has no slot is what ended it.</summary>
    public Busy? Busy { get; private set; }

    /// <summary>Runs until no small file is left. What it had asked for and did not get goes to others.</summary>
    /// <exception cref="SourceException">The source failed.</exception>
    /// <exception cref="LocalFailureException">The disk did.</exception>
    public async Task RunAsync(StallGuard guard)
    {
        var cancellationToken = guard.Token;
        connection.ExpectSmallFiles();
        try
        {
            while (true)
            {
                await AskAsync(cancellationToken);
                if (!_asked.TryPeek(out var next))
                {
                    return;
                }

                if (rate.IsLimited)
                {
                    guard.Pause();
                    await rate.TakeAsync((int)next.File.Content.Size, cancellationToken);
                    guard.Resume();
                }

                await ReceiveAsync(next.File, next.Folder, cancellationToken);
                _asked.Dequeue();
                if (_batch.IsFull)
                {
                    guard.Pause();
                    await naming.AddAsync(_batch, cancellationToken);
                    _batch = new();
                    guard.Resume();
                }
            }
        }
        finally
        {
            // Whatever ended it: what is written is whole.
            await naming.AddAsync(_batch, CancellationToken.None);
            foreach (var (file, _) in _asked)
            {
                files.GiveBack(file);
            }
        }
    }

    /// <summary>Asks for further files, half a window at a time: fewer and fuller packets.</summary>
    private async ValueTask AskAsync(CancellationToken cancellationToken)
    {
        if (_asked.Count > FilesAhead / 2)
        {
            return;
        }

        while (_asked.Count < FilesAhead && files.TryTakeSmall(out var file))
        {
            var folder = tree.FolderOf(file.Name);
            if (tree.Has(file.Name))
            {
                // The same, which has to be looked at, or another of that name.
                files.PutBack(file);
                continue;
            }

            _asked.Enqueue((file, folder));
            connection.AppendWhole(file.Content);
        }

        await connection.FlushAsync(cancellationToken);
    }

    private async ValueTask ReceiveAsync(FolderFile file, string folder, CancellationToken cancellationToken)
    {
        var data = _buffer.AsMemory(0, (int)file.Content.Size);
        if (await OpenedAsync(file.Content, cancellationToken) is not { } layer)
        {
            // That one only; the request to read it is answered all the same.
            _ = await TryReceiveAsync(data, cancellationToken);
            files.PutBack(file);
        }
        else if (!await TryReceiveAsync(data, cancellationToken))
        {
            files.PutBack(file);
        }
        else
        {
            Verify(layer, data.Span);
            Write(file, folder, data.Span);
            entry.CountPiece(data.Length);
            entry.IsSending = true;
        }
    }

    private void Write(FolderFile file, string folder, ReadOnlySpan<byte> data)
    {
        if (_batch.TryWrite(file, folder, data))
        {
            files.CountWritten(data.Length);
        }
        else
        {
            files.PutBack(file);
        }
    }

    private async ValueTask<PieceLayer?> OpenedAsync(ContentId content, CancellationToken cancellationToken)
    {
        try
        {
            var (opened, busy) = await connection.ReceiveOpenedAsync(content, cancellationToken);
            Busy = busy;
            return opened?.Layer ?? throw new SourceException(SourceFailureKind.Busy, "all its upload slots are taken");
        }
        catch (SourceException e) when (IsOfOneFile(e))
        {
            return null;
        }
    }

    private async ValueTask<bool> TryReceiveAsync(Memory<byte> data, CancellationToken cancellationToken)
    {
        if (data.IsEmpty)
        {
            return true;
        }

        try
        {
            await connection.ReceiveHeaderAsync(data.Length, cancellationToken);
        }
        catch (SourceException e) when (IsOfOneFile(e))
        {
            return false;
        }

        await connection.ReceiveBytesAsync(data, cancellationToken);
        return true;
    }

    private static bool IsOfOneFile(SourceException e) => e.Failure.Kind is SourceFailureKind.NotShared or SourceFailureKind.Refused;

    private void Verify(PieceLayer layer, ReadOnlySpan<byte> data)
    {
        Span<bool> verified = stackalloc bool[layer.Geometry.PieceCount];
        layer.Verify(0, data, verified);
        if (verified.Contains(false))
        {
            entry.CountRejected(data.Length);
            throw new SourceException(SourceFailureKind.Lied, "what it sent for a file is not what belongs there");
        }
    }
}
