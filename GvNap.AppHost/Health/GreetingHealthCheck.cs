using System.Net.Sockets;
using GvNap.Protocol;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GvNap.AppHost.Health;

/// <summary>Healthy is what answers a greeting: a port that only accepts connections may be a proxy's.</summary>
internal sealed class GreetingHealthCheck(EndpointReference endpoint, Greeting greeting) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("It has no port yet.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            await using var connection = await greeting.ConnectAsync(endpoint.Host, endpoint.Port, timeout.Token);
            return HealthCheckResult.Healthy($"It answers {greeting.Reply}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"No answer in {Patience.TotalSeconds} s.");
        }
        catch (Exception failure) when (failure is IOException or SocketException or ProtocolException)
        {
            return HealthCheckResult.Unhealthy(failure.Message);
        }
    }
}
