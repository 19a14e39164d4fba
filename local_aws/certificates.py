"""A certificate authority for one run, and the server's certificate from it."""

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """PEM files: the authority to trust, and the certificate and key to serve with."""

    authority: Path
    certificate: Path
    key: Path

    @classmethod
    def issue(cls, directory: Path) -> "Certificates":
        """Write a new authority and a certificate for this machine's loopback names."""
        files = cls(directory / "ca.pem", directory / "server.pem", directory / "server.key")
        authority = trustme.CA(organization_name="local AWS")
        server = authority.issue_cert("localhost", "127.0.0.1", "::1")
        authority.cert_pem.write_to_path(files.authority)
        server.private_key_pem.write_to_path(files.key)
        files.key.chmod(0o600)
        for index, pem in enumerate(server.cert_chain_pems):
            pem.write_to_path(files.certificate, append=index > 0)
        return files

    def trust(self) -> dict[str, str]:
        """Return the variables by which Node, boto3, requests and Python's own TLS trust the authority."""
        names = ("NODE_EXTRA_CA_CERTS", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
        return dict.fromkeys(names, str(self.authority))
