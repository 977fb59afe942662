"""Forms, and the query and ec2 protocols, which answer in XML."""
