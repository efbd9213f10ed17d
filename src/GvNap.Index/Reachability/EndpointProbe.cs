using System.Security.Cryptography;
using GvNap.Index.Directory;
using GvNap.Protocol;

namespace GvNap.Index.Reachability;

/// <summary>The dials to one peer's endpoints: each sends a nonce, which must come back over the peer's index connection.</summary>
internal sealed class EndpointProbe
{
    private readonly Dial[] _dials;

    /// <summary>Starts the dials.</summary>
    /// <param name="endpoints">The peer's endpoints.</param>
    /// <param name="dialAsync">Dials one, sends the nonce, and waits for its return (the task).</param>
    public EndpointProbe(IReadOnlyList<PeerEndpoint> endpoints, Func<PeerEndpoint, byte[], Task, Task<PeerEndpoint>> dialAsync)
    {
        _dials = [.. endpoints.Select(_ => new Dial(RandomNumberGenerator.GetBytes(ProtocolLimits.ProbeNonceLength), new(TaskCreationOptions.RunContinuationsAsynchronously)))];
        Verdict = WaitAsync([.. endpoints.Zip(_dials, (endpoint, dial) => dialAsync(endpoint, dial.Nonce, dial.Returned.Task))]);
    }

    /// <summary>The endpoints with their states, once all are known.</summary>
    public Task<IReadOnlyList<PeerEndpoint>> Verdict { get; }

    /// <summary>A nonce came over the peer's index connection. One that was not sent is ignored.</summary>
    public void ReturnNonce(ReadOnlySpan<byte> nonce)
    {
        foreach (var dial in _dials)
        {
            if (CryptographicOperations.FixedTimeEquals(dial.Nonce, nonce))
            {
                dial.Returned.TrySetResult();
            }
        }
    }

    private static async Task<IReadOnlyList<PeerEndpoint>> WaitAsync(Task<PeerEndpoint>[] dials) => await Task.WhenAll(dials);

    private sealed record Dial(byte[] Nonce, TaskCompletionSource Returned);
}
