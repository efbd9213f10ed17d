using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GvNap.Peer.FileServer.Http;

/// <summary>What Kestrel's HTTP server hands requests to.</summary>
internal sealed class ContentApplication(FileServices services) : IHttpApplication<HttpContext>
{
    private readonly ContentResponder _responder = new(services);

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public Task ProcessRequestAsync(HttpContext context) => _responder.AnswerAsync(context);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing outlives the request.
    }
}
