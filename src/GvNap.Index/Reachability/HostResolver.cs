using System.Net;
using System.Net.Sockets;

namespace GvNap.Index.Reachability;

/// <summary>
/// Resolves the hosts that peers advertise. A look-up cannot be ended and may hold one of the process's threads for
/// as long as a name server likes, so only a few run at once.
/// </summary>
/// <param name="lookUp">Asks the system for a name's addresses.</param>
/// <param name="patience">How long a caller waits for a place and for the answer.</param>
/// <param name="time">The clock.</param>
internal sealed class HostResolver(Func<string, Task<IPAddress[]>> lookUp, TimeSpan patience, TimeProvider time)
{
    /// <summary>Look-ups at once.</summary>
    public const int Places = 16;

    private readonly SemaphoreSlim _places = new(Places);

    /// <summary>Asks the system.</summary>
    public HostResolver(TimeSpan patience, TimeProvider time)
        : this(Dns.GetHostAddressesAsync, patience, time)
    {
    }

    /// <summary>The addresses of a host.</summary>
    /// <returns>None if it has none or they do not come in time; null if there was no place to ask.</returns>
    public async Task<IReadOnlyList<IPAddress>?> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        using var timeout = new CancellationTokenSource(patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        IReadOnlyList<IPAddress>? late = null;
        try
        {
            await _places.WaitAsync(end.Token);
            late = [];
            return await LookUpAsync(host).WaitAsync(end.Token);
        }
        catch (SocketException)
        {
            return [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return late;
        }
    }

    /// <summary>Holds its place until the answer is there, however long nobody waits for it any more.</summary>
    private async Task<IPAddress[]> LookUpAsync(string host)
    {
        try
        {
            return await lookUp(host);
        }
        finally
        {
            _places.Release();
        }
    }
}
