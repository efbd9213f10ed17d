using System.Net.Sockets;
using GvNap.Protocol;
using Microsoft.Extensions.DependencyInjection;
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

/// <summary>Puts the check on resources.</summary>
internal static class GreetingHealthCheckExtensions
{
    /// <summary>Takes a resource for healthy when an endpoint of it answers.</summary>
    public static IResourceBuilder<T> WithGreetingHealthCheck<T>(this IResourceBuilder<T> resource, string endpointName, Greeting greeting)
        where T : IResourceWithEndpoints
    {
        var key = $"{resource.Resource.Name}_{endpointName}_greeting";
        resource.ApplicationBuilder.Services.AddHealthChecks().AddCheck(key, new GreetingHealthCheck(resource.GetEndpoint(endpointName), greeting));
        return resource.WithHealthCheck(key);
    }
}
