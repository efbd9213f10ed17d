using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GvNap.Peer.FileServer.Http;

/// <summary>What a request for a content may cost before it is read: it has a short path, few headers and no body.</summary>
internal static class HttpLimits
{
    private const int HeadersLength = 16 * 1024;
    private const int HeaderCount = 50;
    private const int RequestLineLength = 2 * 1024;

    /// <summary>Sets them.</summary>
    public static KestrelServerOptions Set(KestrelServerOptions kestrel, FileServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = RequestLineLength;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeadersLength;
        kestrel.Limits.MaxRequestHeaderCount = HeaderCount;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.RequestHeadersTimeout = options.HelloTimeout;
        kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
        return kestrel;
    }
}
