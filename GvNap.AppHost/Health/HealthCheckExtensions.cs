using Microsoft.Extensions.DependencyInjection;

namespace GvNap.AppHost.Health;

/// <summary>Puts the check on resources.</summary>
internal static class HealthCheckExtensions
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
