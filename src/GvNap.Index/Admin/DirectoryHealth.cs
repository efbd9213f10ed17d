using GvNap.Index.Directory;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GvNap.Index.Admin;

/// <summary>Ready only while the directory's store is there: without it, searches go on but new names cannot be given.</summary>
internal sealed class DirectoryHealth(IPeerDirectory directory) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(directory.Status.Available ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The directory's store is away."));
}
