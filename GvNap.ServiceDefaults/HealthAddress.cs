using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GvNap.ServiceDefaults;

/// <summary>One HTTP address in the notation of <c>ASPNETCORE_URLS</c>.</summary>
internal readonly record struct HealthAddress(string Host, int Port)
{
    public static HealthAddress Parse(string url)
    {
        var address = BindingAddress.Parse(url);
        if (address.Scheme is not "http" || address.IsUnixPipe || address.IsNamedPipe)
        {
            throw new FormatException($"ASPNETCORE_URLS: {url} is not an address such as http://localhost:8080; only plain HTTP is served there.");
        }

        return new(address.Host.Trim('[', ']'), address.Port);
    }

    public void Bind(KestrelServerOptions kestrel)
    {
        if (string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(Port);
        }
        else if (IPAddress.TryParse(Host, out var address))
        {
            kestrel.Listen(address, Port);
        }
        else
        {
            // As Kestrel itself does with `*`, `+` and names.
            kestrel.ListenAnyIP(Port);
        }
    }
}
