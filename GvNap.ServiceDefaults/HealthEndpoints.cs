using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GvNap.ServiceDefaults;

/// <summary>HTTP <c>/health</c> (ready: all checks pass) and <c>/alive</c> (the process answers), as Aspire and others ask for them.</summary>
public static class HealthEndpoints
{
    private const string Live = "live";

    /// <summary>Adds the checks' service; further checks can be added to what it returns.</summary>
    public static IHealthChecksBuilder AddHealthEndpoints(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);

    /// <summary>Maps both paths; needs <see cref="AddHealthEndpoints"/>.</summary>
    public static void MapHealthEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health");
        endpoints.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live) });
    }

    /// <summary>
    /// Binds the HTTP addresses of <c>ASPNETCORE_URLS</c>, which Kestrel itself ignores as soon as an address is
    /// bound in code.
    /// </summary>
    /// <param name="kestrel">The server's options.</param>
    /// <param name="urls">Addresses such as <c>http://localhost:8080;http://*:80</c>; null: the variable's.</param>
    /// <returns>How many were bound.</returns>
    /// <exception cref="FormatException">An address is not one of HTTP, or not one at all.</exception>
    public static int ListenForHealth(this KestrelServerOptions kestrel, string? urls = null)
    {
        urls ??= Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "";
        var bound = 0;
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            HealthAddress.Parse(url).Bind(kestrel);
            bound++;
        }

        return bound;
    }
}
