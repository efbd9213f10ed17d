using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Lets one thing at a time be written for a peer. Peers share a fixed number of gates; nobody waits for one gate
/// inside another.
/// </summary>
internal sealed class PeerGates
{
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the peer's turn; it ends when the result is disposed of.</summary>
    public async Task<IDisposable> EnterAsync(PeerId peer, CancellationToken cancellationToken)
    {
        var gate = _gates[(int)((ulong)peer.Value % (ulong)_gates.Length)];
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
