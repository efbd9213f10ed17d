using System.Diagnostics;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Peers;

/// <summary>Shares one peer's files, and times that.</summary>
/// <param name="number">The peer.</param>
/// <param name="load">What all peers share.</param>
/// <param name="files">Its files.</param>
internal sealed class FileSharing(int number, LoadContext load, PeerFiles files)
{
    /// <summary>Shares all; false if the server refused.</summary>
    public async Task<bool> ShareEverythingAsync(PeerLine line, CancellationToken cancellationToken)
    {
        foreach (var share in files.Everything())
        {
            if (!await ShareAsync(line, share, cancellationToken))
            {
                return false;
            }
        }

        files.EverythingIsShared();
        return true;
    }

    /// <summary>Exchanges some, or shares all anew if the server knows another catalogue.</summary>
    public async Task ExchangeAsync(PeerLine line, int count, CancellationToken cancellationToken)
    {
        if (await ShareAsync(line, files.Exchange(count), cancellationToken))
        {
            files.ExchangeIsDone();
        }
        else
        {
            await ShareEverythingAsync(line, cancellationToken);
        }
    }

    private async Task<bool> ShareAsync(PeerLine line, ReadOnlyMemory<byte> share, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var reply = await line.AskAsync(id => ShareFrame.Of(id, share), cancellationToken);
        load.Shares.Add(Stopwatch.GetElapsedTime(started));
        if (reply.Shared is not { Refused.Count: 0 } && reply.Error?.Code is not (ErrorCode.CatalogueMismatch or ErrorCode.Superseded))
        {
            load.Faults.Add($"Peer {number}'s files were refused: {reply.Error?.Message}");
        }

        return reply.Shared is not null;
    }
}
