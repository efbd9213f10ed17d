using System.Diagnostics;
using System.Net.Sockets;
using Google.Protobuf;
using GvNap.Index.Admin;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Peers;

/// <summary>A peer without files on a disk: registers, shares, and comes and goes as it is told. It comes back by itself when its server dies.</summary>
internal sealed class LoadPeer : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(300);

    /// <summary>A silent peer is found out by the next sweep after its lease.</summary>
    private static readonly TimeSpan AfterLease = TimeSpan.FromSeconds(2);

    private readonly LoadContext _load;
    private readonly PeerFiles _files;
    private readonly FileSharing _sharing;
    private readonly SemaphoreSlim _turn = new(1);
    private ByteString _token = ByteString.Empty;
    private volatile PeerLine? _line;
    private volatile bool _isSilent;

    public LoadPeer(int number, LoadContext load)
    {
        (Number, _load, _files) = (number, load, new(number, load.Files, load.Options.FilesPerPeer, load.Ledger, load.Options.Seed));
        _sharing = new(number, load, _files);
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Whether something is being done with it.</summary>
    public bool IsBusy => _turn.CurrentCount == 0;

    /// <summary>Its lease, as it was told.</summary>
    public TimeSpan Lease { get; private set; } = TimeSpan.FromSeconds(15);

    /// <summary>Why no server took it the last time that it tried; empty if one did, or it has not tried.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Encodes the catalogue ahead of time.</summary>
    public void Prepare() => _files.Prepare();

    /// <summary>Gives a sign of life.</summary>
    public void Beat()
    {
        if (!_isSilent && _line is { } line)
        {
            _load.Ledger.PeerIsAlive(Number, Lease);
            line.Beat();
        }
    }

    /// <summary>Joins, or comes back; tries until it is in.</summary>
    /// <exception cref="TimeoutException">No server took it for so long that the load is to be given up.</exception>
    public Task ComeAsync(CancellationToken cancellationToken) => InTurnAsync(ReturnAsync, cancellationToken);

    /// <summary>Its connection breaks, and it comes back as itself after a while.</summary>
    public Task CrashAsync(bool reset, TimeSpan away, CancellationToken cancellationToken) => InTurnAsync(
        async stop =>
        {
            _load.Ledger.PeerChanges(Number);
            Interlocked.Exchange(ref _line, null)?.Cut(reset);

            // If its server dies at the same time, nobody notices before the lease is over.
            _load.Ledger.PeerIsGone(Number, _load.Target.Count == 1 ? _load.Options.Settle : Lease + AfterLease);
            await Task.Delay(away, stop);
            await ReturnAsync(stop);
        },
        cancellationToken);

    /// <summary>It falls silent, its connection stays. <see cref="ComeAsync"/> ends that.</summary>
    public void FallSilent()
    {
        _load.Ledger.PeerChanges(Number);
        Beat();
        _isSilent = true;
        _load.Ledger.PeerIsGone(Number, Lease + AfterLease);
    }

    /// <summary>It falls silent for a while, and comes back as itself.</summary>
    public Task BeSilentAsync(TimeSpan away, CancellationToken cancellationToken) => InTurnAsync(
        async stop =>
        {
            FallSilent();
            await Task.Delay(away, stop);
            await ReturnAsync(stop);
        },
        cancellationToken);

    /// <summary>Quits, and joins as somebody new after a while.</summary>
    public Task QuitAsync(TimeSpan away, CancellationToken cancellationToken) => InTurnAsync(
        async stop =>
        {
            if (_line is { } line)
            {
                _load.Ledger.PeerChanges(Number);
                await line.AskAsync(new Envelope { Quit = new Quit() }, stop);
                _load.Ledger.PeerIsGone(Number, TimeSpan.Zero);
                _token = ByteString.Empty;
                Interlocked.Exchange(ref _line, null)?.Dispose();
                await Task.Delay(away, stop);
            }

            await ReturnAsync(stop);
        },
        cancellationToken);

    /// <summary>Quits for good, if its server still answers: another load may have its name at once.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        using var line = Interlocked.Exchange(ref _line, null);
        if (line is not null)
        {
            Task quitting = line.AskAsync(new Envelope { Quit = new Quit() }, cancellationToken);
            await quitting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Exchanges some of its files.</summary>
    public Task ExchangeAsync(int files, CancellationToken cancellationToken) => InTurnAsync(
        async stop =>
        {
            if (_line is { } line)
            {
                await _sharing.ExchangeAsync(line, files, stop);
            }
        },
        cancellationToken);

    /// <summary>A server dialled its file port.</summary>
    public async Task AnswerProbeAsync(ByteString nonce, CancellationToken cancellationToken)
    {
        if (!_isSilent && _line is { } line)
        {
            await line.TellAsync(new Envelope { Probe = new Probe { Nonce = nonce } }, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _line, null)?.Dispose();

    private async Task InTurnAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await work(cancellationToken);
        }
        catch (IOException)
        {
            // Its server died in the middle: who watches the connection brings the peer back.
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReturnAsync(CancellationToken cancellationToken)
    {
        _load.Ledger.PeerMoves(Number);
        _isSilent = false;
        Interlocked.Exchange(ref _line, null)?.Dispose();
        var (started, patience) = (Stopwatch.GetTimestamp(), _load.Options.Patience);
        for (var attempt = Number; !await TryReturnAsync(_load.Target.NextServer(attempt), cancellationToken); attempt++)
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                throw new TimeoutException($"No index server took peer {Number} within {Duration.Format(patience)}: {Refusal}");
            }

            await Task.Delay(Retry, cancellationToken);
        }
    }

    private async Task<bool> TryReturnAsync(int server, CancellationToken cancellationToken)
    {
        PeerLine? line = null;
        try
        {
            line = new PeerLine(_load.Target.Connect(server, LoadTarget.PeerAddress(Number)), _ => { });
            if ((await line.AskAsync(new Envelope { Hello = LoadTarget.Hello() }, cancellationToken)).Error is { } refused)
            {
                throw new IOException(refused.Message);
            }

            // The server dials before it replies, and wants its nonce back on this line.
            _line = line;
            var reply = await line.AskAsync(
                new Envelope { Register = new Register { User = _load.Files.Names.OfPeer(Number), FilePort = (uint)_load.FilePort, ResumeToken = _token } }, cancellationToken);
            if (reply.Registered is { } registered)
            {
                (_token, Lease) = (registered.ResumeToken, TimeSpan.FromMilliseconds(registered.LeaseMilliseconds));
                if (_files.Recognise(registered.CatalogueVersion) || await _sharing.ShareEverythingAsync(line, cancellationToken))
                {
                    _load.Ledger.PeerIsThere(Number, server, Lease);
                    Refusal = "";
                    _ = WatchAsync(line, cancellationToken);
                    return true;
                }
            }
            else if (reply.Error?.Code is ErrorCode.Unavailable or ErrorCode.NameTaken)
            {
                Refusal = reply.Error.Message;
            }
            else
            {
                Refusal = $"{reply.Error?.Message}";
                _load.Faults.Add($"Peer {Number} could not register: {Refusal}");
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // This server is not there: the next one.
            Refusal = e.Message;
        }

        _line = null;
        line?.Dispose();
        return false;
    }

    // A connection that ends without anybody's doing: its server is gone.
    private async Task WatchAsync(PeerLine line, CancellationToken cancellationToken)
    {
        await line.Closed;
        if (_line == line && !_isSilent && !cancellationToken.IsCancellationRequested)
        {
            _load.Ledger.PeerChanges(Number);
            await InTurnAsync(stop => _line == line ? ReturnAsync(stop) : Task.CompletedTask, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
